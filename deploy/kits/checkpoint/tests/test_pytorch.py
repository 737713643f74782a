"""State of PyTorch: a run that is saved and resumed ends as one that is not. Skipped without torch."""
import tempfile
import unittest
from pathlib import Path

try:
    import torch

    from gleaner_checkpoint.pytorch import reader, writer
except ImportError:
    torch = None


def run(steps, device, folder=None, load=False):
    """Trains with dropout, whose random numbers are part of the state; saves to the folder or begins with what is there."""
    torch.manual_seed(99 if load else 1)  # a resumed run must not depend on its own seed
    model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.Dropout(0.5), torch.nn.Linear(16, 1)).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    if load:
        reader(model=model, optimizer=optimizer)(folder)
    for _ in range(steps):
        optimizer.zero_grad()
        model(torch.randn(32, 8, device=device)).square().mean().backward()
        optimizer.step()
    if folder and not load:
        writer(model=model, optimizer=optimizer)(folder)
    return [parameter.detach().cpu() for parameter in model.parameters()]


@unittest.skipIf(torch is None, "No torch")
class PytorchTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def test_should_resume_as_if_it_had_not_been_interrupted(self):
        for device in ["cpu"] + (["cuda"] if torch.cuda.is_available() else []):
            with self.subTest(device=device):
                expected = run(20, device)
                run(12, device, self.folder)
                resumed = run(8, device, self.folder, load=True)
                self.assertTrue(all(torch.equal(a, b) for a, b in zip(expected, resumed)))

    def test_should_refuse_a_checkpoint_of_other_parts(self):
        model = torch.nn.Linear(2, 2)
        writer(model=model)(self.folder)
        with self.assertRaisesRegex(ValueError, "model"):
            reader(model=model, optimizer=torch.optim.SGD(model.parameters(), lr=1))(self.folder)


if __name__ == "__main__":
    unittest.main()
