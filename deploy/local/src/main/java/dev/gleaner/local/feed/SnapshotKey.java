package dev.gleaner.local.feed;

import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.feed.cloud.SimulatedCloud;
import dev.gleaner.local.runtime.aws.MotoControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Identifies what a cloud holds after an estate was built in it. Two of the same key are the same to the last id. */
final class SnapshotKey {

    private SnapshotKey() {}

    /**
     * The key, in hexadecimal.
     *
     * @param estate without the actions of Gleaner
     * @param estateTimeline with them
     * @param cancelled names of capacity reservations
     * @param ownTrail whether the trail is generated from the estate
     */
    static String of(
            Estate estate, EstateTimeline estateTimeline, Set<String> cancelled, boolean ownTrail, Instant now) {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("code", code());
        facts.put("estate", Json.canonicalHash(estate));
        facts.put("acted", Json.canonicalHash(estateTimeline.estate()));
        facts.put("end", estateTimeline.end().toString());
        facts.put("cancelled", new TreeSet<>(cancelled));
        facts.put("trail", ownTrail);
        facts.put("now", at(estateTimeline, now));
        return Json.canonicalHash(facts).replace("sha256:", "");
    }

    /** What depends on the time of building: instances that are stopped, and what is there and in use. */
    private static Map<String, String> at(EstateTimeline estateTimeline, Instant now) {
        Estate estate = estateTimeline.estate();
        Instant end = estateTimeline.end();
        Map<String, String> at = new TreeMap<>();
        estate.instances()
                .forEach(instance -> at.put(
                        instance.name(),
                        estateTimeline.wasRunningAt(instance, now) + " " + estateTimeline.lastStop(instance, now)));
        KindRegistry.all().stream()
                .filter(kind -> kind != KindRegistry.INSTANCES)
                .flatMap(kind -> estate.all(kind).stream())
                .forEach(resource ->
                        at.put(resource.name(), resource.existsAt(now, end) + " " + resource.useAt(now, end)));
        return at;
    }

    /** The classes that build it, by name, size and time: another version may build it otherwise. */
    private static List<String> code() {
        return Stream.of(SimulatedCloud.class, MotoControl.class, Json.class)
                .map(SnapshotKey::source)
                .flatMap(SnapshotKey::files)
                .sorted()
                .toList();
    }

    private static Path source(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> files(Path source) {
        try (Stream<Path> files = Files.walk(source)) {
            return files.filter(Files::isRegularFile).map(file -> file + " " + size(file)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String size(Path file) {
        try {
            return Files.size(file) + " " + Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
