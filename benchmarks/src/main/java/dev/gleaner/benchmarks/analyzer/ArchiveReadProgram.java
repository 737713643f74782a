package dev.gleaner.benchmarks.analyzer;

import dev.gleaner.analyzer.backtest.ArchivedSignals;
import dev.gleaner.contracts.signal.SignalArchiveReader;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads an archive and does nothing with its signals, which bounds what a backtest can reach. */
final class ArchiveReadProgram {

    private ArchiveReadProgram() {}

    /** Arguments: the folder, and {@code unpack} or {@code decode}. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        long signals = arguments[1].equals("unpack") ? unpack(folder) : decode(folder);
        System.out.println(signals + " signals");
    }

    /** Decompresses all files. */
    private static long unpack(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".zst")).toList();
        }
        long signals = 0;
        for (Path file : files) {
            try (SignalArchiveReader reader =
                    new SignalArchiveReader(new BufferedInputStream(Files.newInputStream(file)))) {
                while (reader.next() != null) {
                    signals++;
                }
            }
        }
        return signals;
    }

    /** Decodes all signals in the order in which a backtest reads them. */
    private static long decode(Path folder) throws IOException {
        long signals = 0;
        for (Iterable<Signal> partition :
                ArchivedSignals.open(folder, System.out::println).partitions()) {
            for (Signal signal : partition) {
                signals += signal.getObservedAt() > 0 ? 1 : 0;
            }
        }
        return signals;
    }
}
