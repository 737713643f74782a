package dev.gleaner.local;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.DaemonController;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The CPU time of each process of a run, and of this one, by name. */
final class ProcessCpuTimes implements Supplier<Map<String, Duration>> {

    private static final Pattern BUILD = Pattern.compile("(\\d+) (\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s");

    private final DaemonController daemonController;

    ProcessCpuTimes(RunFolder run) {
        this.daemonController = new DaemonController(run);
    }

    /** What a build took. */
    record Build(Duration took, Duration cpu) {}

    /** Reads {@code 46 1m10.250s 0m3.120s}: seconds, user and system time; empty where nothing was built. */
    static Optional<Build> ofBuild(String measured) {
        Matcher matcher = BUILD.matcher(measured);
        return matcher.matches()
                ? Optional.of(new Build(
                        Duration.ofSeconds(Long.parseLong(matcher.group(1))),
                        time(matcher.group(2), matcher.group(3)).plus(time(matcher.group(4), matcher.group(5)))))
                : Optional.empty();
    }

    private static Duration time(String minutes, String seconds) {
        return Duration.ofMinutes(Long.parseLong(minutes)).plusMillis(Math.round(Double.parseDouble(seconds) * 1000));
    }

    @Override
    public Map<String, Duration> get() {
        Map<String, Duration> times = new LinkedHashMap<>();
        times.put("launcher", ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
        DaemonCatalog.ALL.forEach(name -> times.put(name, daemonController.cpuTime(name)));
        return times;
    }
}
