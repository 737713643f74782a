package dev.gleaner.local;

import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.aws.MotoDaemon;
import dev.gleaner.local.runtime.kafka.KafkaDaemon;
import dev.gleaner.local.runtime.postgres.PostgresDaemon;
import dev.gleaner.local.runtime.service.ServiceDaemons;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The processes of a run by name. */
final class DaemonCatalog {

    /** The order of stopping: users before what they use. The processes of a stage stop in parallel. */
    static final List<List<String>> STOP_ORDER = List.of(
            List.of(RestartSupervisor.NAME),
            List.of(FeederDaemon.NAME),
            List.of(ServiceDaemons.COLLECTOR, ServiceDaemons.ANALYZER, ServiceDaemons.ACTUATOR),
            List.of(MotoDaemon.NAME, PostgresDaemon.NAME, KafkaDaemon.NAME));

    /** All processes. */
    static final List<String> ALL = STOP_ORDER.stream().flatMap(List::stream).toList();

    private DaemonCatalog() {}

    /** The port of each process that listens. */
    static Map<String, Integer> ports(RunPorts ports) {
        Map<String, Integer> byName = new LinkedHashMap<>();
        byName.put(KafkaDaemon.NAME, ports.kafka());
        byName.put(PostgresDaemon.NAME, ports.postgres());
        byName.put(FeederDaemon.NAME, ports.aws());
        byName.put(ServiceDaemons.COLLECTOR, ports.collector());
        byName.put(ServiceDaemons.ANALYZER, ports.analyzer());
        byName.put(ServiceDaemons.ACTUATOR, ports.actuator());
        return byName;
    }
}
