package dev.gleaner.collector.source.gpu.dcgm;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.source.gpu.GpuHost;
import dev.gleaner.contracts.resource.Arn;
import io.quarkus.logging.Log;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Exporters of the instances that name the port of one by a tag, by the last listings of all accounts and regions. */
final class DcgmDiscovery {

    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int HIGHEST_PORT = 65_535;

    private final InstanceRegistry instanceRegistry;
    private final Set<Arn> invalid = new HashSet<>();

    DcgmDiscovery(InstanceRegistry instanceRegistry) {
        this.instanceRegistry = instanceRegistry;
    }

    /** The exporters that are found now. An invalid port is logged once. */
    List<DcgmPoller.Target> find() {
        return instanceRegistry.regions().stream()
                .flatMap(region -> region.instances().stream().flatMap(instance -> target(region, instance).stream()))
                .toList();
    }

    private Optional<DcgmPoller.Target> target(InstanceRegistry.Region region, InstanceRegistry.Member instance) {
        if (instance.gpuExporter().isEmpty()) {
            return Optional.empty();
        }
        InstanceRegistry.TaggedGpuExporter exporter = instance.gpuExporter().get();
        Arn arn = Arn.instance(region.name(), instance.account(), instance.id());
        if (!isPort(exporter.port())) {
            if (invalid.add(arn)) {
                Log.warnf(
                        "%s: the tag %s is %s, and not a port such as 9400: its GPUs are not read",
                        arn, InstanceRegistry.TaggedGpuExporter.TAG, exporter.port());
            }
            return Optional.empty();
        }
        invalid.remove(arn);
        return Optional.of(new DcgmPoller.Target(
                new GpuHost(arn), URI.create("http://" + exporter.address() + ":" + exporter.port() + "/metrics")));
    }

    private static boolean isPort(String text) {
        return PORT.matcher(text).matches() && Integer.parseInt(text) <= HIGHEST_PORT;
    }

    /** Configured exporters, and those of other hosts that were found: a host has one exporter. */
    static List<DcgmPoller.Target> merge(List<DcgmPoller.Target> configured, List<DcgmPoller.Target> found) {
        Set<GpuHost> known = configured.stream().map(DcgmPoller.Target::host).collect(Collectors.toSet());
        return Stream.concat(configured.stream(), found.stream().filter(target -> !known.contains(target.host())))
                .toList();
    }
}
