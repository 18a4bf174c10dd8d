"""Pure judgement: data, a clock and a seed in; results with reasons out."""
