"""The kill drill: work is killed at any instant and started again, and nothing may be lost, doubled or shown half."""
