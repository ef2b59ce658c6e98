"""The forms of customers and staff, a file for each flow."""
