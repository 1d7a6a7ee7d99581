"""What the page in the browser looks like: values to escaped HTML, one file a pane. `ui.py` joins the panes to the assistant."""
