"""The design system: tokens, base templates, components, icons, error pages."""
