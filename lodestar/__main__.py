from lodestar.config.cli import main

main()
