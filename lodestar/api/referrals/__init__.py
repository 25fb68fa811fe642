"""The API of referrals: programs of other systems refer, read where it stands, and answer for their team's desk."""
