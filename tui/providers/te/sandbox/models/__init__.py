"""The seven analysis models, computed in SQL over the event and user tables.

Layouts known from working public clients: event analysis, retention, distribution, a funnel without
groups. The others are the sandbox's own. Their answers carry the header `x-sandbox-layout: own` and the
member `sandbox_layout`, one sentence on what is own:

- event analysis with a second period: `comparedX` and `comparedY`, laid out like `x` and `y`;
- funnel with groups: `y` is a list of `{groupCols, values}`, the overall row first;
- path: `nodes` and `links`; interval: `y` is one flat object per period and group;
- user property: laid out like event analysis, `x` holding the user groups;
- lists of users: `headers`, `users` and `total`.

What each model counts, where the manual's words are not public, stands at the top of its module.
"""
