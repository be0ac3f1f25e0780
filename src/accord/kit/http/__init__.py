"""The mechanics of speaking HTTP that every dialect shares; what is said, each dialect decides itself."""
