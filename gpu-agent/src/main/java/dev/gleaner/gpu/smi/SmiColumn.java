package dev.gleaner.gpu.smi;

import java.util.List;

/** Columns of nvidia-smi that are read, with their names in its versions; the first one with a value counts. */
public enum SmiColumn {
    TIMESTAMP("timestamp"),
    UUID("uuid", "gpu_uuid"),
    BUS_ID("pci.bus_id", "gpu_bus_id"),
    INDEX("index"),
    NAME("name", "gpu_name"),
    PERSISTENCE("persistence_mode"),
    MIG("mig.mode.current"),
    UTILIZATION("utilization.gpu"),
    ENCODER("utilization.encoder"),
    DECODER("utilization.decoder"),
    MEMORY_USED("memory.used"),
    MEMORY_TOTAL("memory.total"),
    POWER_DRAW("power.draw", "power.draw.average", "power.draw.instant"),
    POWER_LIMIT("enforced.power.limit", "power.limit"),
    SM_CLOCK("clocks.current.sm", "clocks.sm"),
    SM_CLOCK_MAXIMUM("clocks.max.sm"),
    PROCESS("pid");

    private final List<String> names;

    SmiColumn(String... names) {
        this.names = List.of(names);
    }

    /** The names in versions of nvidia-smi, the preferred one first. */
    public List<String> names() {
        return names;
    }
}
