"""The Y-Decoder says what an embedding means, and as a graph says the same."""

import io

import numpy as np
import torch

from vljepa_training.learning import train_decoder
from vljepa_training.model.decoder import Decoder, DecoderConfig, DecoderStep, texts_of
from vljepa_training.model.decoder_vocabulary import END, DecoderVocabulary
from vljepa_training.model.text_encoder import TextEncoder
from vljepa_training.onnx_graphs.session import onnxruntime

TEXTS = [
    f'{what} the {colour} {thing}'
    for what in ('the arm lifts', 'the arm pushes', 'a hand takes')
    for colour in ('red', 'blue')
    for thing in ('mug', 'toy car', 'bowl')
]
TINY = DecoderConfig(width=64, heads=2, layers=1, prefix=2)


def trained() -> tuple[Decoder, DecoderVocabulary, torch.Tensor]:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    pieces = DecoderVocabulary.of(TEXTS)
    decoder = Decoder(TINY, len(pieces))
    embeddings = TextEncoder().encode(TEXTS)
    train_decoder.fit(decoder, pieces, [(embeddings, TEXTS)], 150, seed=0, rate=5e-3)
    return decoder.eval(), pieces, embeddings


def test_texts_come_back_from_their_embeddings_and_from_the_step_graph(tmp_path):
    decoder, pieces, embeddings = trained()
    said = texts_of(decoder, pieces, embeddings)
    assert np.mean([a == b for a, b in zip(said, TEXTS, strict=True)]) > 0.8
    train_decoder.save(tmp_path / 'decoder.pt', decoder, pieces)
    loaded, same = train_decoder.load(tmp_path / 'decoder.pt')
    assert texts_of(loaded, same, embeddings) == said
    assert by_graph(decoder, pieces, embeddings[:1]) == said[0]


def by_graph(decoder: Decoder, pieces: DecoderVocabulary, embedding: torch.Tensor) -> str:
    file = io.BytesIO()
    axes = {'embedding': {0: 'batch'}, 'ids': {0: 'batch', 1: 'length'}}
    torch.onnx.export(
        DecoderStep(decoder),
        (embedding, torch.ones(1, 3, dtype=torch.int64)),
        file,  # type: ignore[arg-type]  # without dynamo a file in memory will do
        input_names=['embedding', 'ids'],
        output_names=['logits'],
        dynamic_axes=axes,
        dynamo=False,
        opset_version=18,
    )
    session = onnxruntime.InferenceSession(file.getvalue(), providers=['CPUExecutionProvider'])
    ids = np.array([[1]])
    while ids[0, -1] != END and ids.shape[1] < 20:
        logits = session.run(None, {'embedding': embedding.numpy(), 'ids': ids})[0]
        ids = np.concatenate([ids, logits.argmax(1)[:, None]], axis=1)
    return pieces.decode(ids[0, 1:].tolist())


def test_a_vocabulary_gives_texts_back_and_marks_what_it_lacks():
    pieces = DecoderVocabulary.of(TEXTS)
    assert pieces.decode(pieces.encode(TEXTS[0])) == TEXTS[0]
    assert pieces.decode(pieces.encode('the arm lifts the zebra')) == 'the arm lifts the'
