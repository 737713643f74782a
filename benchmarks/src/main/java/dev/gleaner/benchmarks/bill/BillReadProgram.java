package dev.gleaner.benchmarks.bill;

import dev.gleaner.collector.files.FolderFileStore;
import dev.gleaner.collector.source.billing.StatementReader;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Reads a bill as the collector does, and counts its signals instead of sending them. */
final class BillReadProgram {

    private BillReadProgram() {}

    /** Arguments: the folder of the bill, and one for data that do not fit into memory. Prints the lines and the sum of the bill. */
    public static void main(String[] arguments) throws IOException {
        Counter counter = new Counter();
        long lines = new StatementReader(
                        "billing",
                        new FolderFileStore(Path.of(arguments[0]), file -> true),
                        Path.of(arguments[1]),
                        Long.MAX_VALUE,
                        List.of())
                .readAll(Instant.now(), counter);
        System.out.printf(
                "%,d lines, %,d signals of %,d MB with %,d charges%n",
                lines, counter.signals, counter.bytes / 1_000_000, counter.charges);
        System.out.println(lines + " " + counter.billed.toPlainString());
    }

    private static final class Counter implements StatementReader.Sink {

        private long signals;
        private long charges;
        private long bytes;
        private BigDecimal billed = BigDecimal.ZERO;

        @Override
        public void publishCharges(List<Signal> batch) {
            for (Signal signal : batch) {
                signals++;
                charges += signal.getBilledCharges().getChargesCount();
                bytes += signal.toByteArray().length;
            }
        }

        @Override
        public void publishStatement(Signal statement) {
            billed = billed.add(new BigDecimal(statement.getBillStatement().getBilled()));
        }
    }
}
