"""The guided tour: six steps on the sandbox, each waiting for what a person really does.

`steps` says what is shown and done, `card` shows one move at the bottom of the screen, `guide` keeps the
place. The app holds the guide (`tui.ui.touring`); nothing here is imported before a tour begins.
"""
