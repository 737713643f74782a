package dev.gleaner.benchmarks.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.backtest.ArchivedSignals;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetArchiveTest {

    private static final int INSTANCES = 5;
    private static final int PARTITIONS = 3;
    private static final int HOURS = 24;

    @Test
    void shouldContainTheSignalsOfTheFleet(@TempDir Path folder) throws IOException {
        List<String> problems = new ArrayList<>();

        FleetArchive archive = FleetArchive.in(folder, INSTANCES, 1, PARTITIONS);

        // A set, as each partition has a copy of the progress.
        Set<Signal> signals = new HashSet<>();
        ArchivedSignals.open(archive.folder(), problems::add)
                .partitions()
                .forEach(partition -> partition.forEach(signals::add));
        assertThat(signals).containsExactlyInAnyOrderElementsOf(fleet());
        assertThat(problems).isEmpty();
        assertThat(archive.files()).isEqualTo(PARTITIONS * HOURS);
    }

    @Test
    void shouldBeWrittenOnce(@TempDir Path folder) throws IOException {
        FleetArchive first = FleetArchive.in(folder, INSTANCES, 1, PARTITIONS);
        long written = modified(first);

        FleetArchive second = FleetArchive.in(folder, INSTANCES, 1, PARTITIONS);

        assertThat(second).isEqualTo(first);
        assertThat(modified(second)).isEqualTo(written);
    }

    private static Iterable<Signal> fleet() {
        return new FleetSignals(
                        FleetSignals.Size.ofInstances(INSTANCES), FleetArchive.START, FleetArchive.SEED, PARTITIONS)
                .signals(0, HOURS);
    }

    private static long modified(FleetArchive archive) {
        return archive.folder().resolve("complete").toFile().lastModified();
    }
}
