package dev.gleaner.benchmarks.analyzer;

import dev.gleaner.contracts.signal.SignalArchiveFileName;
import dev.gleaner.contracts.signal.SignalArchiveWriter;
import dev.gleaner.local.runtime.process.FolderDeletion;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An archive of the signals of many instances in the files in which collectors write it: one for each partition and hour. It is
 * written once, and used again by later runs.
 *
 * @param files number of files
 * @param records number of signals; progress counts once for each partition
 * @param bytes of the encoded signals
 * @param compressedBytes of the files
 */
record FleetArchive(Path folder, long files, long records, long bytes, long compressedBytes) {

    /** In the name of the folder: to be increased when the generated signals change. */
    private static final int VERSION = 3;

    static final Instant START = Instant.parse("2025-01-06T00:00:00Z");
    static final long SEED = 17;
    private static final int HOURS_PER_DAY = 24;
    private static final Duration PRINT_INTERVAL = Duration.ofSeconds(10);

    /** The archive in a folder of archives; writes it unless it is complete. */
    static FleetArchive in(Path archives, int instances, int days, int partitions) throws IOException {
        Path folder = archives.resolve(
                        String.format("v%d-%d-instances-%d-days-%d-partitions", VERSION, instances, days, partitions))
                .toAbsolutePath();
        Path complete = folder.resolve("complete");
        if (!Files.exists(complete)) {
            FolderDeletion.delete(folder);
            Writer writer = new Writer(folder, partitions);
            writer.write(new FleetSignals(FleetSignals.Size.ofInstances(instances), START, SEED, partitions), days);
            Files.writeString(complete, writer.totals());
        }
        String[] numbers = Files.readString(complete).split(" ", -1);
        return new FleetArchive(
                folder,
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.parseLong(numbers[2]),
                Long.parseLong(numbers[3]));
    }

    private static final class Writer {

        private final Path folder;
        private final List<List<byte[]>> signals = new ArrayList<>();
        private final long[] offsets;
        private long files;
        private long records;
        private long bytes;
        private long compressedBytes;

        Writer(Path folder, int partitions) {
            this.folder = folder;
            this.offsets = new long[partitions];
            for (int partition = 0; partition < partitions; partition++) {
                signals.add(new ArrayList<>());
            }
        }

        void write(FleetSignals fleet, int days) throws IOException {
            System.out.println("writing " + folder);
            int hours = days * HOURS_PER_DAY;
            long printed = System.nanoTime();
            for (int hour = 0; hour < hours; hour++) {
                fleet.forEachRecord(
                        hour, (key, partition, value) -> signals.get(partition).add(value));
                // They arrive after the end of the hour.
                Instant arrived = START.plus(Duration.ofHours(hour + 1L));
                for (int partition = 0; partition < offsets.length; partition++) {
                    writeFile(arrived, partition);
                }
                if (System.nanoTime() - printed > PRINT_INTERVAL.toNanos()) {
                    System.out.printf("  %,d of %,d hours, %,d MB%n", hour + 1, hours, compressedBytes / 1_000_000);
                    printed = System.nanoTime();
                }
            }
        }

        String totals() {
            return files + " " + records + " " + bytes + " " + compressedBytes;
        }

        private void writeFile(Instant arrived, int partition) throws IOException {
            List<byte[]> content = signals.get(partition);
            long last = offsets[partition] + content.size() - 1;
            Path file = folder.resolve(new SignalArchiveFileName(arrived, partition, offsets[partition], last).path());
            Files.createDirectories(file.getParent());
            try (SignalArchiveWriter writer =
                    new SignalArchiveWriter(new BufferedOutputStream(Files.newOutputStream(file)))) {
                for (byte[] signal : content) {
                    writer.append(signal);
                    records++;
                    bytes += signal.length;
                }
            }
            offsets[partition] = last + 1;
            files++;
            compressedBytes += Files.size(file);
            content.clear();
        }
    }
}
