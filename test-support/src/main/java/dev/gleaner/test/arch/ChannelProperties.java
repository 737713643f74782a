package dev.gleaner.test.arch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The messaging channels in the {@code application.properties} of a service. */
public final class ChannelProperties {

    private final Properties properties = new Properties();

    private ChannelProperties() {}

    /** Reads the files of the service and of its tests on the class path. */
    public static ChannelProperties ofTheService() {
        ChannelProperties channelProperties = new ChannelProperties();
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            for (URL file : Collections.list(loader.getResources("application.properties"))) {
                try (InputStream stream = file.openStream()) {
                    channelProperties.properties.load(stream);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return channelProperties;
    }

    /** The values of a key in all channels of a direction, {@code incoming} or {@code outgoing}. */
    public Set<String> values(String direction, String key) {
        Set<String> values = new TreeSet<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith("mp.messaging." + direction + ".") && name.endsWith("." + key)) {
                values.add(properties.getProperty(name));
            }
        }
        return values;
    }
}
