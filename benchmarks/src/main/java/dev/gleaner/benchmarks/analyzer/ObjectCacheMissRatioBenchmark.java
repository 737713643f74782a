package dev.gleaner.benchmarks.analyzer;

import dev.gleaner.analyzer.profile.reuse.MissRatioCurve;
import dev.gleaner.analyzer.profile.reuse.ReuseLimits;
import dev.gleaner.analyzer.profile.reuse.ReuseProfile;
import dev.gleaner.analyzer.profile.reuse.ReuseSummary;
import dev.gleaner.systemtests.Benchmark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How far miss ratio curves from a sample are from exact ones, how fast each is computed, and how much is stored. The traces are
 * those of a folder, if it is there, and two generated ones; arguments are further files in the forms of {@link ObjectReadTrace}.
 */
public final class ObjectCacheMissRatioBenchmark implements Benchmark {

    /** From so many reads on, a hundredth of the objects is a sample of which the figure is taken. */
    private static final int LARGE = 1_000_000;

    private static final int GENERATED_OBJECTS = 1_000_000;
    private static final int GENERATED_READS = 10_000_000;
    private static final int SEED = 42;

    /** Each with other keys, and so with other objects in the sample; the errors are the mean, and the speed is that of the fastest. */
    private static final int SAMPLES = 5;

    private static final ReuseLimits RATE = ReuseLimits.ofDefaults();
    private static final ReuseLimits SIZE = RATE.withRate(1);
    /** Without frequent objects. */
    private static final ReuseLimits PLAIN = RATE.withObjects(RATE.mostSampled(), 0);

    private static final ReuseLimits EXACT = SIZE.withObjects(1 << 23, 0);

    private final List<Path> folders;

    /** @param recordings folder that may contain recorded traces, in folders {@code cache_*} */
    public ObjectCacheMissRatioBenchmark(Path recordings) {
        folders = List.of(recordings.resolve("cache_cloudphysics"), recordings.resolve("cache_caffeine"));
    }

    @Override
    public String name() {
        return "miss-ratio";
    }

    @Override
    public String summary() {
        return "mean absolute error of miss ratio curves from one object of a hundred, on traces of at least 1,000,000 reads";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            files.addAll(traces(folder));
        }
        arguments.forEach(argument -> files.add(Path.of(argument)));
        System.out.println(
                "errors: mean absolute difference to exact LRU over the sizes of the curve, mean of 5 samples, of reads by cache size in"
                        + " objects; of reads by bytes; of bytes by bytes. Speed, sampled and stored: the fastest of the 5 samples");
        System.out.println("trace                      reads    objects  sample                 rate  sampled  errors"
                + "                  M reads/CPU s  bytes stored");
        List<ObjectReadTrace> traces = new ArrayList<>();
        for (Path file : files) {
            traces.add(ObjectReadTrace.of(file));
        }
        traces.add(ObjectReadTrace.popular(SEED, GENERATED_OBJECTS, GENERATED_READS));
        traces.add(ObjectReadTrace.epochs(SEED, GENERATED_OBJECTS, GENERATED_READS));
        // The default comes first, in all traces: an analyzer has no other limits, and the compiler optimizes for those
        // that it saw.
        List<List<Measured>> defaults =
                traces.stream().map(trace -> measureSamples(trace, RATE)).toList();
        List<Double> errors = new ArrayList<>();
        long reads = 0;
        double cpuSeconds = 0;
        for (int index = 0; index < traces.size(); index++) {
            ObjectReadTrace trace = traces.get(index);
            double[] means = compare(trace, defaults.get(index));
            if (isLarge(trace)) {
                DoubleStream.of(means).forEach(errors::add);
                reads += trace.reads();
                cpuSeconds += fastest(defaults.get(index)).cpuSeconds();
            }
        }
        System.out.println(
                "a small trace has too few objects for a sample of one of a hundred; the figure is the mean of the errors of"
                        + " the default, 1 of 100, on the others");
        System.out.printf(
                "speed of the default over all reads of those: %.1f million reads a CPU-second%n",
                reads / cpuSeconds / 1e6);
        double mean = errors.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        return new Figure(String.format("%.4f", mean), "mean absolute error");
    }

    private static List<Path> traces(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            System.out.println("no recorded traces: there is no folder " + folder);
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            file.toString().endsWith(".csv") || file.toString().endsWith(".trace.xz"))
                    .sorted()
                    .toList();
        }
    }

    /** The mean errors of the default, which was measured before. */
    private static double[] compare(ObjectReadTrace trace, List<Measured> defaults) {
        Measured exact = measure(trace, EXACT, 0);
        print(trace, "every object (LRU)", exact, new double[0]);
        compare(trace, "1 of 100, no frequent", measureSamples(trace, PLAIN), exact);
        compare(trace, "at most 16,384", measureSamples(trace, SIZE), exact);
        return compare(trace, isLarge(trace) ? "1 of 100" : "1 of 100 (small)", defaults, exact);
    }

    private static boolean isLarge(ObjectReadTrace trace) {
        return trace.reads() >= LARGE;
    }

    /** The mean errors of the curves by objects, and if sizes are known of those by bytes. */
    private static double[] compare(ObjectReadTrace trace, String name, List<Measured> samples, Measured exact) {
        double[] means = new double[trace.isSized() ? 3 : 1];
        for (Measured measured : samples) {
            ReuseSummary estimate = measured.summary();
            means[0] += error(estimate.readsByObjects(), exact.summary().readsByObjects()) / SAMPLES;
            if (trace.isSized()) {
                means[1] += error(estimate.readsByBytes(), exact.summary().readsByBytes()) / SAMPLES;
                means[2] += error(estimate.bytesByBytes(), exact.summary().bytesByBytes()) / SAMPLES;
            }
        }
        print(trace, name, fastest(samples), means);
        return means;
    }

    /** The first sample includes compilation, and the others what else the machine does. */
    private static Measured fastest(List<Measured> samples) {
        return Collections.min(samples, Comparator.comparingDouble(Measured::cpuSeconds));
    }

    private static List<Measured> measureSamples(ObjectReadTrace trace, ReuseLimits limits) {
        return IntStream.range(0, SAMPLES)
                .mapToObj(sample -> measure(trace, limits, sample))
                .toList();
    }

    private static void print(ObjectReadTrace trace, String sample, Measured measured, double[] errors) {
        StringBuilder text = new StringBuilder();
        DoubleStream.of(errors).forEach(error -> text.append(String.format("%.4f  ", error)));
        System.out.printf(
                "%-21s %10d %10d  %-21s %5.3f %8d  %-24s %12.1f %13d%n",
                trace.name(),
                trace.reads(),
                measured.objects(),
                sample,
                measured.rate(),
                measured.sampled(),
                text,
                trace.reads() / measured.cpuSeconds() / 1e6,
                measured.rowBytes());
    }

    private static double error(MissRatioCurve estimate, MissRatioCurve exact) {
        return estimate.points().stream()
                .mapToDouble(point -> Math.abs(point.missRatio() - exact.missRatio(point.size())))
                .average()
                .orElse(Double.NaN);
    }

    private static Measured measure(ObjectReadTrace trace, ReuseLimits limits, int sample) {
        ReuseProfile profile = new ReuseProfile(limits);
        long start = cpuNanos();
        for (int read = 0; read < trace.reads(); read++) {
            profile.add(trace.key(read) ^ ((long) sample << 48), trace.size(read), trace.time(read));
        }
        double seconds = (cpuNanos() - start) / 1e9;
        return new Measured(
                profile.summary(),
                profile.rate(),
                profile.sampledObjects(),
                profile.toRow().length,
                seconds,
                trace.objects());
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private record Measured(
            ReuseSummary summary, double rate, int sampled, int rowBytes, double cpuSeconds, int objects) {}
}
