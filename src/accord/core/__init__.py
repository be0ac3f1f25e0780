"""The product: customers and everything about them. No HTTP, no vendor, no framework."""
