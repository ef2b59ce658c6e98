"""The customer's pages, a file for each flow."""
