"""The directory as an Open Referral UK 3.0 feed, open to everybody."""
