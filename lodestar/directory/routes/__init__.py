"""How people come to a service: who agreed to send them, whom to ring, and which ways people really went."""
