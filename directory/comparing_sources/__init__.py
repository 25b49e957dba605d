"""Where a person's sources disagree, which one rules, and what to send to whom."""
