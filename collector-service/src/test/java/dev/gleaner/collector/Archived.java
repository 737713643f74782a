package dev.gleaner.collector;

import dev.gleaner.contracts.signal.SignalArchiveFileName;
import dev.gleaner.contracts.signal.SignalArchiveReader;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What files of an archive hold. */
final class Archived {

    private Archived() {}

    /** All signals of all files in a folder. */
    static List<Signal> in(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.walk(folder)) {
            files = paths.filter(
                            path -> SignalArchiveFileName.of(path.toString()).isPresent())
                    .toList();
        }
        List<Signal> signals = new ArrayList<>();
        for (Path file : files) {
            signals.addAll(in(Files.newInputStream(file)));
        }
        return signals;
    }

    /** Those of one file. */
    static List<Signal> in(InputStream file) throws IOException {
        List<Signal> signals = new ArrayList<>();
        try (SignalArchiveReader input = new SignalArchiveReader(file)) {
            for (byte[] bytes = input.next(); bytes != null; bytes = input.next()) {
                signals.add(SignalCodec.decode(bytes));
            }
        }
        return signals;
    }
}
