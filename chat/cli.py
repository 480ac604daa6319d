"""The command line: reads the options and the environment, wires the parts, prints."""

import io
import json
import os
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.panel import Panel
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from chat.bot import Bot
from chat.cli_log import (
    DEFAULT_LEDGER,
    RETENTION_DAYS,
    LedgerOption,
    RetentionOption,
    log,
    open_ledger,
)
from chat.editions import differing
from chat.records import Answer
from chat.render import (
    CONTACT,
    PART_REFUSED,
    citation_line,
    edition_line,
    near_miss_lines,
    readings,
    refusal_text,
)
from index.embed import SHIPPED, load_embedder, model_fingerprint
from index.lexicon import Lexicon, fingerprint_of_lists, shipped_lists
from index.reranker import load_reranker
from index.store import Manifest, build_index, is_current, open_index
from index.training.records import Part
from ingest.collection import collect
from ingest.corpus import fingerprint_of, load_corpus
from ingest.doubts import doubts
from ingest.records import FangtanError

DEFAULT_CORPUS = Path("corpus/interviews")
DEFAULT_INDEX = Path("var/index")

cli = typer.Typer(
    help="访谈通：用政府公开访谈里官员的原话回答问题，并注明出处。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
cli.add_typer(log, name="log")

CorpusOption = Annotated[
    Path, typer.Option("--corpus", envvar="FANGTAN_CORPUS", help="访谈文件所在的文件夹")
]
IndexOption = Annotated[Path, typer.Option("--index", envvar="FANGTAN_INDEX", help="索引文件夹")]
ModelOption = Annotated[
    str,
    typer.Option(
        "--model",
        envvar="FANGTAN_MODEL",
        help="向量模型：fangtan 是自带的；也可以是模型文件夹，或模型库里的名称",
    ),
]
ScoreOption = Annotated[
    float | None,
    typer.Option(
        "--min-score",
        envvar="FANGTAN_MIN_SCORE",
        min=0,
        max=1,
        help="可信度低于此值就不作答",
    ),
]
RiskOption = Annotated[
    float | None,
    typer.Option(
        "--risk",
        envvar="FANGTAN_RISK",
        min=0,
        max=1,
        help="允许作出的回答里有多大一部分出处不对；越小越谨慎",
    ),
]

RerankOption = Annotated[
    bool,
    typer.Option(
        "--rerank/--no-rerank",
        envvar="FANGTAN_RERANK",
        help="用重排模型再读一遍前八个段落；每问多约十分之一秒",
    ),
]

ContactOption = Annotated[
    str,
    typer.Option("--contact", envvar="FANGTAN_CONTACT", help="没有官员回答过时，请市民去哪里咨询"),
]

_NO_DESK = "工作台没有开：请设置环境变量 FANGTAN_DESK_PASSWORD（并保留问题台账）"
_DOUBTS_SHOWN = 10
_UNDECODED = re.compile("[\udc80-\udcff]")  # how Python passes on bytes that are not UTF-8
_JSON_OBJECT = re.compile(r'\{\s*["}]')  # {你好} is a question in plain words


class InputError(FangtanError):
    """A line of the input can't be used; the message says why."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong usage."""
    # No library may call out of its own accord: no usage statistics, no update checks.
    for name in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        cli(args=argv, prog_name="fangtan")
    except SystemExit as stop:  # how typer ends: 0 done, 2 wrong usage, 130 interrupted
        return stop.code if isinstance(stop.code, int) else 0
    except BrokenPipeError:  # the reader of our output has gone: there is nobody to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (FangtanError, OSError) as error:
        print(f"fangtan: {error}", file=sys.stderr)
        return 1
    return 0


def run() -> None:
    """Run the command that the process was started with, and end with its exit status."""
    sys.exit(main())


@cli.command("index")
def index_command(
    corpus: CorpusOption = DEFAULT_CORPUS,
    index: IndexOption = DEFAULT_INDEX,
    model: ModelOption = SHIPPED,
    if_stale: Annotated[
        bool, typer.Option("--if-stale", help="索引与访谈文件、模型一致时不重建")
    ] = False,
) -> None:
    """读取访谈文件，建立（或重建）索引；出错时原有索引照常可用。"""
    lexicon = Lexicon.read(*_lists(corpus))
    if if_stale and is_current(
        index, fingerprint_of(corpus), model_fingerprint(model), lexicon.fingerprint
    ):
        print(f"索引已是最新：{index}")
        return
    with _progress() as progress:
        reading = progress.add_task("读取访谈", total=None)
        interviews = load_corpus(corpus, _follow(progress, reading))
        loading = progress.add_task("加载模型", total=None)
        embedder = load_embedder(model)
        progress.update(loading, total=1, completed=1)
        embedding = progress.add_task("计算向量", total=None)
        manifest = build_index(interviews, embedder, index, _follow(progress, embedding), lexicon)
    print(
        f"索引已建好：{index}（{manifest.n_interviews} 个访谈，{manifest.n_exchanges} 组问答，"
        f"{manifest.n_passages} 个段落，模型 {manifest.model}）"
    )
    found = list(doubts(collect(interviews)))
    for line in found[:_DOUBTS_SHOWN]:
        print(f"请看一下 {line}", file=sys.stderr)
    if len(found) > _DOUBTS_SHOWN:
        print(f"……另有 {len(found) - _DOUBTS_SHOWN} 处", file=sys.stderr)


@cli.command("ask")
def ask_command(
    question: Annotated[
        str | None, typer.Argument(help="问题；写“-”则从标准输入逐行读取（须加 --json）")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")] = False,
    corpus: CorpusOption = DEFAULT_CORPUS,
    index: IndexOption = DEFAULT_INDEX,
    model: ModelOption = SHIPPED,
    min_score: ScoreOption = None,
    risk: RiskOption = None,
    rerank: RerankOption = True,
    contact: ContactOption = CONTACT,
) -> None:
    """回答一个问题，或用“ask --json -”逐行回答许多问题。"""
    if question is None:
        raise typer.BadParameter('请写上问题，例如：fangtan ask "到2025年GDP要达到多少？"')
    if question == "-" and not as_json:
        raise typer.BadParameter("从标准输入读取问题时请加 --json：fangtan ask --json -")
    if question != "-" and not question.strip():
        raise typer.BadParameter("问题是空的，请写上问题")
    bot = _open_bot(corpus, index, model, rerank, min_score, risk)
    if question == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        _ask_all(bot, sys.stdin)
    elif as_json:
        print(json.dumps(bot.ask(question).as_json(), ensure_ascii=False, indent=2))
    else:
        _show(bot.ask(question), contact)


@cli.command("eval")
def eval_command(
    questions: Annotated[list[Path], typer.Argument(help="问题文件：JSONL、CSV 或 XLSX，可以多个")],
    out: Annotated[Path, typer.Option("--out", help="结果放在哪个文件夹")] = Path("var/eval"),
    split: Annotated[
        str | None, typer.Option("--split", help="只问 split 栏是这个值的题，例如 dev 或 test")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="与这个文件夹里的上一次结果比较")
    ] = None,
    gate: Annotated[
        Path | None, typer.Option("--gate", help="门槛文件（TOML）；达不到则退出状态为 1")
    ] = None,
    min_accuracy: Annotated[
        float, typer.Option("--min-accuracy", min=0, max=1, help="准确率低于此值则退出状态为 1")
    ] = 0.0,
    resume: Annotated[bool, typer.Option("--resume", help="接着上次中断的地方继续")] = False,
    corpus: CorpusOption = DEFAULT_CORPUS,
    index: IndexOption = DEFAULT_INDEX,
    model: ModelOption = SHIPPED,
    min_score: ScoreOption = None,
    risk: RiskOption = None,
    rerank: RerankOption = True,
) -> None:
    """批量提问并评测：逐题判对错，写出报告（report.html）和数据。"""
    # what only this command needs takes a tenth of a second: not paid by `ask`
    from chat.cli_eval import show_evaluation
    from chat.evaluation.api import run_evaluation
    from chat.evaluation.questions import read_questions
    from chat.evaluation.records import Measure

    asked = read_questions(questions, split)
    began = time.perf_counter()
    bot = _open_bot(corpus, index, model, rerank, min_score, risk)
    opened_ms = (time.perf_counter() - began) * 1000
    manifest = Manifest.read(index)
    setup = {
        "索引": manifest.build,
        "模型": manifest.model,
        "最低可信度": f"{bot.min_score:g}",
        "重排": "开" if rerank else "关",
    }
    with _progress() as progress:
        asking = progress.add_task("提问", total=len(asked))
        evaluation = run_evaluation(
            asked,
            bot,
            bot.collection,
            out,
            baseline=baseline,
            gate=gate,
            resume=resume,
            opened_ms=opened_ms,
            setup=setup,
            on_question=_follow(progress, asking),
        )
    show_evaluation(evaluation, out)
    accuracy = evaluation.summary.overall.measures[Measure.ACCURACY].value or 0.0
    if accuracy < min_accuracy:
        print(f"准确率 {accuracy:.3f}，低于要求的 {min_accuracy:g}", file=sys.stderr)
    if evaluation.summary.interrupted or evaluation.broken or accuracy < min_accuracy:
        raise typer.Exit(1)


@cli.command("bench")
def bench_command(
    datasets: Annotated[
        list[Path], typer.Argument(help="数据集文件夹：corpus.jsonl、queries.jsonl、qrels.tsv")
    ],
    out: Annotated[Path, typer.Option("--out", help="结果放在哪个文件夹")] = Path("var/bench"),
    queries: Annotated[
        int | None, typer.Option("--queries", min=1, help="每个数据集只抽取这么多问题（固定种子）")
    ] = None,
    part: Annotated[
        Part | None, typer.Option("--part", help="只问训练时没有用过的问题：dev 或 test 一份")
    ] = None,
    notes: Annotated[
        Path | None, typer.Option("--notes", help="各数据集用途说明（TOML），默认用自带的")
    ] = None,
    vectors: Annotated[
        Path, typer.Option("--vectors", help="向量缓存文件夹：语料不变就不重算")
    ] = Path("var/vectors"),
    models: Annotated[
        list[str] | None,
        typer.Option("--model", help="要比较的向量模型，可以写几次；重排用在最后一个之后"),
    ] = None,
) -> None:
    """在公开数据集上评测检索：BM25，以及每个模型的向量、混合排名和重排。"""
    from index.benchmark import Setup, benchmark, read_notes, write_results
    from index.dataset import only, read_datasets, sample
    from index.training.question_sets import held_out

    sets = read_datasets(datasets)
    if part:
        held = {path.resolve().name: held_out(path, part) for path in datasets}
        sets = [only(dataset, held[dataset.name]) for dataset in sets]
    if queries:
        sets = [sample(dataset, queries) for dataset in sets]
    told = read_notes(notes)
    embedders = [load_embedder(model) for model in models or [SHIPPED]]
    reranker = load_reranker()
    chosen = f"{f' --queries {queries}' if queries else ''}{f' --part {part}' if part else ''}"
    chosen += "".join(f" --model {model}" for model in models or [])
    command = f"fangtan bench {' '.join(map(str, datasets))}{chosen}"
    setup = Setup({one.name: one.fingerprint for one in embedders}, command)
    results = []
    for dataset in sets:
        with _progress() as progress:
            embedding = progress.add_task(f"{dataset.name} 计算向量", total=None)
            asking = progress.add_task(f"{dataset.name} 提问", total=None)
            result = benchmark(
                dataset,
                embedders,
                vectors,
                reranker=reranker,
                note=told.get(dataset.name, ""),
                on_embedded=_follow(progress, embedding),
                on_asked=_follow(progress, asking),
            )
        results.append(result)
        _, table = write_results(results, setup, out)  # after each set: a cut-off loses one
    print(table.read_text(encoding="utf-8"))


@cli.command("serve")
def serve_command(
    corpus: CorpusOption = DEFAULT_CORPUS,
    index: IndexOption = DEFAULT_INDEX,
    model: ModelOption = SHIPPED,
    min_score: ScoreOption = None,
    risk: RiskOption = None,
    rerank: RerankOption = True,
    contact: ContactOption = CONTACT,
    host: Annotated[
        str, typer.Option("--host", envvar="FANGTAN_HOST", help="监听地址；0.0.0.0 表示对外开放")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", envvar="FANGTAN_PORT", min=1, max=65535, help="端口")
    ] = 7860,
    ledger: LedgerOption = DEFAULT_LEDGER,
    retention_days: RetentionOption = RETENTION_DAYS,
    keep_contacts: Annotated[
        bool,
        typer.Option(
            "--keep-contacts",
            envvar="FANGTAN_KEEP_CONTACTS",
            help="市民把问题留给工作人员时，可以留下联系方式；默认不收",
        ),
    ] = False,
    desk_user: Annotated[
        str, typer.Option("--desk-user", envvar="FANGTAN_DESK_USER", help="工作台的用户名")
    ] = "staff",
    desk_password: Annotated[
        str | None,
        typer.Option(
            "--desk-password",
            envvar="FANGTAN_DESK_PASSWORD",
            help="工作台（/desk）的密码，请用环境变量给出；不给就不开工作台",
        ),
    ] = None,
    evaluation: Annotated[
        Path, typer.Option("--evaluation", help="工作台显示哪个文件夹里的评测结果")
    ] = Path("var/eval"),
) -> None:
    """打开网页问答（/）和工作人员的工作台（/desk）。"""
    bot = _open_bot(corpus, index, model, rerank, min_score, risk)
    kept = None
    if ledger != "none":
        kept = open_ledger(ledger, retention_days, keeps_contacts=keep_contacts)
        kept.purge_expired(datetime.now(UTC))
    # gradio takes seconds: not paid by the other commands
    from chat.web.desk import Office, build_desk, desk_options
    from chat.web.server import Login, build_site, serve

    login = Login(desk_user, desk_password) if desk_password and kept else None
    desk = build_desk(bot, kept, Office(corpus, index, evaluation)) if login and kept else None
    site = build_site(
        bot,
        build=Manifest.read(index).build,
        ledger=kept,
        contact=contact,
        desk=desk,
        desk_options=desk_options(),
        login=login,
    )

    def ready() -> None:
        name = "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host
        address = f"http://{name}:{port}"
        print(f"网页问答已打开：{address}（按 Ctrl+C 停止）", flush=True)
        print(f"工作台：{address}/desk" if login else _NO_DESK, flush=True)

    serve(site, host, port, ready)


def _open_bot(
    corpus: Path,
    index: Path,
    model: str,
    rerank: bool,
    min_score: float | None,
    risk: float | None,
) -> Bot:
    """Open the index, checked against the corpus and its lists where there are any beside it."""
    known = corpus.is_dir() or corpus != DEFAULT_CORPUS
    built_from = fingerprint_of(corpus) if known else None
    lists = fingerprint_of_lists(*_lists(corpus)) if known else None
    Manifest.read(index)  # a missing index is said before seconds go into loading the model
    reranker = load_reranker() if rerank else None
    searcher = open_index(index, load_embedder(model), built_from, reranker, lists)
    return Bot(searcher, searcher.answering.threshold(risk) if min_score is None else min_score)


def _lists(corpus: Path) -> tuple[Path, Path]:
    """Return the folders of the lists: those that ship, and the staff's beside the corpus."""
    return shipped_lists(), corpus.resolve().parent


def _ask_all(bot: Bot, lines: TextIO) -> None:
    """Answer a question a line; a line that can't be used is named, and the others are answered.

    :raises typer.Exit: At the end, if there was such a line.
    """
    failed = False
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix("\ufeff")
        if not text:
            continue
        try:
            question, history = _read_question(text)
        except InputError as error:
            print(f"fangtan: 标准输入:{number}: {error}", file=sys.stderr)
            failed = True
            continue
        answer = bot.ask(question, history)
        print(json.dumps(answer.as_json(), ensure_ascii=False), flush=True)
    if failed:
        raise typer.Exit(1)


def _read_question(text: str) -> tuple[str, list[str]]:
    """Read a question: plain, or a JSON object with `question` and perhaps `history`.

    :raises InputError: Naming the field.
    """
    if _UNDECODED.search(text):
        raise InputError("不是 UTF-8 编码，请先转换")
    if not _JSON_OBJECT.match(text):
        return text, []
    try:
        entry = json.loads(text)
    except ValueError as error:
        raise InputError(f"不是完整的 JSON（{error}）") from error
    question, history = entry.get("question"), entry.get("history") or []
    if not isinstance(question, str):
        raise InputError("字段 question 应是一段文字")
    if not isinstance(history, list) or not all(isinstance(past, str) for past in history):
        raise InputError("字段 history 应是文字的列表")
    return question, history


def _show(answer: Answer, contact: str) -> None:
    console = Console(highlight=False)

    def say(line: str) -> None:
        console.print(line, markup=False, soft_wrap=True)

    if answer.reply or answer.problem:
        say(answer.reply or answer.problem)
        return
    for line in readings(answer):
        say(line)
    if not answer.citations:
        say(refusal_text(answer, contact))
        return
    for part in answer.parts:
        if len(answer.parts) > 1:
            say(f"\n{part.question}")
        if not part.citations:
            say(PART_REFUSED)
            for line in near_miss_lines(part.near_miss) if part.near_miss else ():
                say(line)
            continue
        first, *others = part.citations
        console.print(Panel(Text(first.quote), title="官员原话", title_align="left"))
        say(f"——{citation_line(first)}")
        if first.exchange.asked:
            say(f"问：{first.exchange.asked}")
        say(f"来源：{first.interview.source}")
        for other in others:
            say(edition_line(other, other in differing(part.citations)))


def _progress() -> Progress:
    """Return a progress display on standard error, where it is out of a program's way."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


class _RateColumn(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """Return the rate, once it can be told."""
        return Text(f"{task.speed:.1f}/秒" if task.speed else "")


def _follow(progress: Progress, task: TaskID) -> Callable[[int, int], None]:
    return lambda done, total: progress.update(task, completed=done, total=total)
