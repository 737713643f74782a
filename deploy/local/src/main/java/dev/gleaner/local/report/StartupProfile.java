package dev.gleaner.local.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Where the time of a start went: by phase, with the CPU-seconds that each process used in it. */
public final class StartupProfile {

    private static final int NAME_WIDTH = 16;
    private static final int WIDTH = 10;
    private static final String TOTAL = "total";

    private final Supplier<Map<String, Duration>> cpuTimes;
    private final Clock clock;
    private final Map<String, Phase> phases = new LinkedHashMap<>();
    private String current = "";
    private Instant since;
    private Map<String, Duration> before;

    /** @param cpuTimes of each process since its start, by name; zero for one that is not running */
    public StartupProfile(Supplier<Map<String, Duration>> cpuTimes, Clock clock) {
        this.cpuTimes = cpuTimes;
        this.clock = clock;
        this.since = clock.instant();
        this.before = Map.of();
    }

    /** Adds a phase that is over. */
    public void add(String phase, Duration took, Map<String, Duration> cpu) {
        phases.computeIfAbsent(phase, any -> new Phase()).add(took, cpu);
    }

    /** Begins a phase, or continues it; what was used since the last call belongs to the phase before. */
    public void enter(String phase) {
        if (!phase.equals(current)) {
            end();
            current = phase;
        }
    }

    /** Ends the present phase. */
    public void end() {
        Instant now = clock.instant();
        Map<String, Duration> used = cpuTimes.get();
        if (!current.isEmpty()) {
            Map<String, Duration> cpu = new LinkedHashMap<>();
            used.forEach((name, time) -> cpu.put(name, increase(before.getOrDefault(name, Duration.ZERO), time)));
            add(current, Duration.between(since, now), cpu);
        }
        since = now;
        before = used;
        current = "";
    }

    /** A process that was started again begins with zero. */
    private static Duration increase(Duration from, Duration to) {
        return to.compareTo(from) < 0 ? to : to.minus(from);
    }

    /** A table for a terminal: a row for each phase and one of all, a column for each process that used any CPU. */
    public List<String> lines() {
        Phase total = new Phase();
        phases.values().forEach(phase -> total.add(phase.took, phase.cpu));
        List<String> names = total.cpu.entrySet().stream()
                .filter(cpu -> cpu.getValue().toMillis() >= 500)
                .map(Map.Entry::getKey)
                .toList();
        List<String> lines = new ArrayList<>();
        StringBuilder header = new StringBuilder(pad("PHASE", "SECONDS", "CPU-S"));
        names.forEach(name -> header.append(right(name.toUpperCase(Locale.ROOT))));
        lines.add(header.toString());
        phases.forEach((name, phase) -> lines.add(phase.line(name, names)));
        lines.add(total.line(TOTAL, names));
        return lines;
    }

    private static String pad(String name, String seconds, String cpu) {
        return name + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + right(seconds) + right(cpu);
    }

    private static String right(String text) {
        return " ".repeat(Math.max(1, WIDTH - text.length())) + text;
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }

    /** What a phase took. */
    private static final class Phase {

        private Duration took = Duration.ZERO;
        private final Map<String, Duration> cpu = new LinkedHashMap<>();

        void add(Duration further, Map<String, Duration> used) {
            took = took.plus(further);
            used.forEach((name, time) -> cpu.merge(name, time, Duration::plus));
        }

        String line(String name, List<String> names) {
            Duration sum = cpu.values().stream().reduce(Duration.ZERO, Duration::plus);
            StringBuilder line = new StringBuilder(pad(name, seconds(took), seconds(sum)));
            names.forEach(process -> line.append(right(seconds(cpu.getOrDefault(process, Duration.ZERO)))));
            return line.toString();
        }
    }
}
