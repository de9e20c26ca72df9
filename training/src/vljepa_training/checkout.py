"""Places in the checkout that training reads and writes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / 'models' / 'nano'
"""The pack that ships; its README is the model card."""
RESULTS = ROOT / 'training' / 'results' / 'nano-1.0'
"""What was measured of it: evaluation.json, ablations.json, comparison.json and pictures."""
NODE_SCRIPTS = ROOT / 'training' / 'node'
"""JavaScript that runs the node's compiled code."""
