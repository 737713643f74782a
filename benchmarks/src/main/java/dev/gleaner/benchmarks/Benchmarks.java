package dev.gleaner.benchmarks;

import dev.gleaner.benchmarks.flood.Flood;
import dev.gleaner.benchmarks.refusal.RefusalMatrix;
import java.nio.file.Path;
import java.util.List;

/** Runs one benchmark by name; its last line is {@code NAME=<number> <unit>}. */
public final class Benchmarks {

    private static final List<Benchmark> ALL = List.of(new OrderLaw(Path.of("../shared/data")), new Flood(), new RefusalMatrix());

    private Benchmarks() {}

    /** Exits 2 when the name is unknown. */
    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 1 ? arguments[0] : "";
        if (name.equals("--list")) {
            ALL.forEach(benchmark -> System.out.println(benchmark.name() + "  " + benchmark.summary()));
            return;
        }
        for (Benchmark benchmark : ALL) {
            if (benchmark.name().equals(name)) {
                Benchmark.Figure figure = benchmark.run();
                System.out.println(name + "=" + figure.number() + " " + figure.unit());
                return;
            }
        }
        System.err.println("usage: benchmarks/run NAME; the names: benchmarks/run --list");
        System.exit(2);
    }
}
