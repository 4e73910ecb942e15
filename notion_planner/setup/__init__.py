"""What `init` and `doctor` do: finding and completing what the product needs in Notion."""
