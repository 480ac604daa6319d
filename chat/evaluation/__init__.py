"""A file of questions becomes a report that staff can trust: judged, counted, compared, gated.

    questions.py   files -> EvalQuestions, or all their faults at once
    run.py         questions asked one by one -> Verdicts, kept as they are made
    judge.py       question and Answer -> Verdict; why it failed, in plain words
    metrics.py     Verdicts -> Summary: figures with their denominators and intervals
    compare.py     two runs -> what was won and lost, and whether that is more than luck
    gate.py        floors in a TOML file -> the broken ones
    charts.py      Summary -> four inline SVG charts
    report.py      everything -> report.html and summary.json
    api.py         the whole run, for the command line

No language model judges: every figure follows from the questions file and the published text.
"""
