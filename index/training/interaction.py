"""A question and a passage become one logit, by how each word of the question is met.

Both are read by the encoder, each for itself; then every word of the question looks for its best
match in the passage, at three depths (late interaction: Khattab & Zaharia, "ColBERT", SIGIR 2020).
What counts is how well the words that matter are met, how badly the worst of them is, and whether
the part of the passage that meets them is of the sort that the question asks for. So little is
left to learn that some ten thousand pairs suffice; attention between question and passage, which
the encoder has never had, was still at chance after that many (README.md).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from transformers import BertModel

_N_DEPTHS = 3  # where words are matched: as they come with their places, half way, and at the end
_SHARP = 10.0  # of the soft choice of the passage's part, and of the worst word
_KIND = 64  # width of what compares the question with that part
HEAD = "head.safetensors"


class Interaction(nn.Module):
    """The encoder, and a small head over the matches; takes pairs as BERT's tokenizer does."""

    def __init__(self, bert: "BertModel") -> None:
        super().__init__()
        width, n_layers = bert.config.hidden_size, bert.config.num_hidden_layers
        self.depths = (0, n_layers // 2, n_layers)
        self.bert = bert
        self.importance = nn.Linear(width, 1)
        self.kind = nn.Sequential(nn.Linear(3 * width, _KIND), nn.GELU(), nn.Linear(_KIND, 8))
        self.head = nn.Sequential(nn.Linear(3 * _N_DEPTHS + 9, 32), nn.GELU(), nn.Linear(32, 1))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return a logit for each pair; inputs of shape (pairs, tokens), output (pairs,)."""
        states = self._read(input_ids, attention_mask, token_type_ids)
        of_question = _inside(attention_mask * (1 - token_type_ids), first=1)
        of_passage = _inside(attention_mask * token_type_ids, first=0)
        similar = [_cosines(states[depth]) for depth in self.depths]
        met = torch.stack([_best(one, of_passage) for one in similar], dim=-1)
        last = states[self.depths[-1]]
        weight = self.importance(last)[..., 0].masked_fill(~of_question, -1e4).softmax(-1)
        mean = (weight[..., None] * met).sum(1)
        missed = torch.where(of_question[..., None], -_SHARP * met, torch.full_like(met, -1e4))
        worst = -torch.logsumexp(missed + torch.log(weight[..., None] + 1e-6), 1) / _SHARP
        plain = (met * of_question[..., None]).sum(1) / of_question.sum(1, keepdim=True).clamp(1)
        question, part = last[:, 0], self._part(similar[-1], weight, of_passage, last)
        near = torch.cosine_similarity(question, part)[:, None]
        kind = self.kind(torch.cat([question, part, question * part], -1))
        logits: Tensor = self.head(torch.cat([mean, worst, plain, near, kind], -1))
        return logits[:, 0]

    def _read(self, ids: Tensor, mask: Tensor, types: Tensor) -> Any:
        """Return the states after each layer, question and passage blind to each other.

        Each is read from its own first place on, as in the encoder's training.
        """
        same = (types[:, None, :] == types[:, :, None]) & (mask[:, None, :] > 0)
        apart = torch.where(same[:, None], 0.0, -1e4)
        n_question = (types == 0).to(torch.long).sum(1, keepdim=True) - (mask == 0).to(
            torch.long
        ).sum(1, keepdim=True)
        places = torch.arange(ids.shape[1], device=ids.device)[None]
        places = (places - types * (n_question - 1)).clamp(0)
        return self.bert(
            input_ids=ids,
            attention_mask=apart,
            position_ids=places,
            token_type_ids=torch.zeros_like(types),
            output_hidden_states=True,
        ).hidden_states

    def _part(self, similar: Tensor, weight: Tensor, of_passage: Tensor, states: Tensor) -> Tensor:
        """Return the mean of the passage's states where the question's words are met."""
        meets = (weight[..., None] * similar).sum(1)
        chosen = (_SHARP * meets).masked_fill(~of_passage, -1e4).softmax(-1)
        return (chosen[..., None] * states).sum(1)


def _inside(mask: Tensor, first: int) -> Tensor:
    """Return where a part's words are: without the [CLS] before, and the [SEP] behind it."""
    count = mask.cumsum(1)
    return (mask > 0) & (count > first) & (count < mask.sum(1, keepdim=True))


def _cosines(states: Tensor) -> Tensor:
    unit = nn.functional.normalize(states, dim=-1)
    return unit @ unit.transpose(1, 2)


def _best(similar: Tensor, of_passage: Tensor) -> Tensor:
    return similar.masked_fill(~of_passage[:, None, :], -1.0).max(-1).values


def save(model: Interaction, tokenizer: Any, folder: Path) -> None:
    """Write the encoder, the tokenizer and the head into a folder."""
    from safetensors.torch import save_file

    model.bert.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    head = {name: value for name, value in model.state_dict().items() if name[:5] != "bert."}
    save_file({name: value.contiguous() for name, value in head.items()}, str(folder / HEAD))


def load(folder: Path) -> Interaction:
    """Read what `save` wrote; of an encoder's folder the head is new."""
    from safetensors.torch import load_file
    from transformers import AutoModel

    bert = AutoModel.from_pretrained(
        folder, attn_implementation="eager", add_pooling_layer=False, dtype=torch.float32
    )
    model = Interaction(bert)
    if (folder / HEAD).is_file():
        model.load_state_dict(load_file(str(folder / HEAD)), strict=False)
    return model
