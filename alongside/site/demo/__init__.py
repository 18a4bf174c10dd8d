"""The demo program: invented people, with weeks of life behind them made through the same actions as real ones."""
