package dev.gleaner.local.estate.output;

import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Renders the output of nvidia-smi on a GPU host of an estate ({@code --format=csv}): GPUs, followed by their
 * processes.
 */
public final class NvidiaSmiRenderer {

    /** The time between readings of the history, but of its last hours. */
    public static final Duration PERIOD = Duration.ofMinutes(3);

    /** The time between readings of the last hours of the history and after it: the rule about idle GPUs evaluates minutes. */
    public static final Duration LIVE = Duration.ofMinutes(1);

    private static final Duration LAST_HOURS = Duration.ofHours(2);

    private static final String CARDS = "timestamp, uuid, index, name, persistence_mode, utilization.gpu [%], "
            + "utilization.encoder [%], utilization.decoder [%], memory.total [MiB], memory.used [MiB], power.draw [W], "
            + "enforced.power.limit [W], clocks.current.sm [MHz], clocks.max.sm [MHz], mig.mode.current\n";
    private static final String PROCESSES = "gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final EstateTimeline estateTimeline;

    public NvidiaSmiRenderer(EstateTimeline estateTimeline) {
        this.estateTimeline = estateTimeline;
    }

    /**
     * The readings of [from, to) under a constant load; empty when there are none.
     *
     * @param to a time before which the load does not change
     */
    public String text(HostGpus hostGpus, Instant from, Instant to) {
        EstateInstance host = estateTimeline.estate().require(hostGpus.resource());
        HostGpus.Load load = hostGpus.at(from, estateTimeline.end());
        StringBuilder text = new StringBuilder(CARDS);
        int header = text.length();
        times(from, to).filter(at -> estateTimeline.wasRunningAt(host, at)).forEach(at -> {
            for (int index = 0; index < hostGpus.number(); index++) {
                line(text, hostGpus, load, index, at);
            }
        });
        return text.length() == header
                ? ""
                : text.append(processes(hostGpus, load)).toString();
    }

    private Stream<Instant> times(Instant from, Instant to) {
        Instant recent = estateTimeline.end().minus(LAST_HOURS);
        return Stream.concat(
                times(from, to.isBefore(recent) ? to : recent, PERIOD),
                times(from.isBefore(recent) ? recent : from, to, LIVE));
    }

    private static Stream<Instant> times(Instant from, Instant to, Duration period) {
        return Stream.iterate(first(from, period), at -> at.isBefore(to), at -> at.plus(period));
    }

    private static Instant first(Instant from, Duration every) {
        long period = every.toSeconds();
        return Instant.ofEpochSecond(-Math.floorDiv(-from.getEpochSecond(), period) * period);
    }

    private void line(StringBuilder text, HostGpus hostGpus, HostGpus.Load load, int index, Instant at) {
        HostGpus.Board board = hostGpus.board();
        SeededRandom seededRandom = noise(hostGpus, index).derive(at.getEpochSecond());
        double spread = 1 + 0.05 * seededRandom.normal(0);
        text.append(TIME.format(at))
                .append(String.format(
                        Locale.ROOT,
                        ", %s, %d, %s, %s, %s, %d %%, 0 %%, %d MiB, %d MiB, %.2f W, %.2f W, %d MHz, %d MHz, %s%n",
                        uuid(hostGpus, index),
                        index,
                        hostGpus.model(),
                        hostGpus.staysLoaded() ? "Enabled" : "Disabled",
                        utilization(hostGpus, load, spread, at),
                        Math.round(load.encoder()),
                        board.memory(),
                        Math.round(board.memory() * load.memory()),
                        board.powerLimit() * load.power() * spread,
                        board.powerLimit(),
                        Math.round(board.maximumClock() * load.clock()),
                        board.maximumClock(),
                        load.mig() ? "Enabled" : "Disabled"));
    }

    /** The driver is loaded for the first reading, which makes an idle GPU look busy. */
    private String utilization(HostGpus hostGpus, HostGpus.Load load, double spread, Instant at) {
        if (Double.isNaN(load.utilization())) {
            return "[N/A]";
        }
        boolean isFirst = !hostGpus.staysLoaded() && at.equals(first(start(), PERIOD));
        double value = isFirst ? 100 : Math.min(100, load.utilization() * spread);
        return Math.round(value) + " %";
    }

    /** The installation of the agent, before which GPUs were not read. */
    public Instant start() {
        Instant lately = estateTimeline.end().minus(Duration.ofDays(8));
        return lately.isAfter(estateTimeline.start()) ? lately : estateTimeline.start();
    }

    private String processes(HostGpus hostGpus, HostGpus.Load load) {
        StringBuilder text = new StringBuilder(PROCESSES);
        for (int index = 0; index < hostGpus.number(); index++) {
            for (int process = 0; process < load.processes(); process++) {
                text.append(String.format(
                        Locale.ROOT,
                        "%s, %d, python3, %d MiB%n",
                        uuid(hostGpus, index),
                        4_000 + 10 * index + process,
                        Math.round(hostGpus.board().memory() * load.memory())));
            }
        }
        return text.toString();
    }

    private String uuid(HostGpus hostGpus, int index) {
        String hex = noise(hostGpus, index).hex(32);
        return "GPU-" + hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
    }

    private SeededRandom noise(HostGpus hostGpus, int index) {
        return SeededRandom.of(estateTimeline.estate().seed())
                .derive(hostGpus.resource())
                .derive("card")
                .derive(index);
    }
}
