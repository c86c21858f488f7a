"""Forms made from declared fields."""
