package dev.gleaner.collector.listing.kind;

import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All kinds of listed resources with the default settings, as the application finds them, but without AWS. */
final class KindListings {

    private static final String SUFFIX = "Listing.java";

    private KindListings() {}

    static List<KindListing> all() {
        Path folder =
                Path.of("src/main/java", KindListings.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .sorted()
                    .map(file -> listing(file.replace(".java", "")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KindListing listing(String name) {
        try {
            Constructor<?> constructor = constructor(Class.forName(KindListings.class.getPackageName() + "." + name));
            return (KindListing) constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                    .map(KindListings::settings)
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** The one with {@code @Inject}, or the only one. */
    private static Constructor<?> constructor(Class<?> type) {
        List<Constructor<?>> all = List.of(type.getDeclaredConstructors());
        return all.stream()
                .filter(constructor -> all.size() == 1 || constructor.isAnnotationPresent(Inject.class))
                .findFirst()
                .orElseThrow();
    }

    /** Default settings, and null for clients of AWS and registries. */
    private static @Nullable Object settings(Class<?> type) {
        if (!type.isAnnotationPresent(ConfigMapping.class)) {
            return null;
        }
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(InventoryConfig.class)
                .withMapping(GetMetricDataConfig.class)
                .withMapping(type)
                .build();
        return config.getConfigMapping(type);
    }
}
