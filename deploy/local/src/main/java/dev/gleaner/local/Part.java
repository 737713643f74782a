package dev.gleaner.local;

import dev.gleaner.local.part.Feeder;
import dev.gleaner.local.part.Kafka;
import dev.gleaner.local.part.Moto;
import dev.gleaner.local.part.Postgres;
import dev.gleaner.local.part.Services;
import dev.gleaner.local.part.Supervisor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The programs of a run by name. */
final class Part {

    /** Who uses others stops before them; those of one stage stop side by side. */
    static final List<List<String>> STOP_ORDER = List.of(
            List.of(Supervisor.NAME),
            List.of(Feeder.NAME),
            List.of(Services.COLLECTOR, Services.ANALYZER, Services.ACTUATOR),
            List.of(Moto.NAME, Postgres.NAME, Kafka.NAME));

    /** All of them. */
    static final List<String> ALL = STOP_ORDER.stream().flatMap(List::stream).toList();

    private Part() {}

    /** The port that each part listens on. */
    static Map<String, Integer> ports(Ports ports) {
        Map<String, Integer> byName = new LinkedHashMap<>();
        byName.put(Kafka.NAME, ports.kafka());
        byName.put(Postgres.NAME, ports.postgres());
        byName.put(Feeder.NAME, ports.aws());
        byName.put(Services.COLLECTOR, ports.collector());
        byName.put(Services.ANALYZER, ports.analyzer());
        byName.put(Services.ACTUATOR, ports.actuator());
        return byName;
    }
}
