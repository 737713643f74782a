package dev.gleaner.test.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OncePerJvmTest {

    /** Says something new each time it is started. */
    static final class Part implements Supplier<Map<String, String>> {
        @Override
        public Map<String, String> get() {
            return Map.of("run", UUID.randomUUID().toString());
        }
    }

    @Test
    void shouldStartOnceForAllClassLoaders() throws Exception {
        Object mine = OncePerJvm.facts(Part.class);

        assertThat(factsSeenFromAnotherClassLoader()).isEqualTo(mine);
    }

    private static Object factsSeenFromAnotherClassLoader() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {location(OncePerJvm.class), location(Part.class)}, ClassLoader.getPlatformClassLoader())) {
            Class<?> other = loader.loadClass(OncePerJvm.class.getName());
            assertThat(other).isNotSameAs(OncePerJvm.class);
            Method facts = other.getDeclaredMethod("facts", Class.class);
            facts.setAccessible(true);
            return facts.invoke(null, loader.loadClass(Part.class.getName()));
        }
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
