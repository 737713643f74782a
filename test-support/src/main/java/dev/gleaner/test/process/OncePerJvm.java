package dev.gleaner.test.process;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Starts a part once per JVM, whichever class loader asks. Quarkus loads test code anew for every application it starts
 * and throws the loader away after it, so what has to outlive it runs in the system class loader, and only types of the
 * platform travel between the two.
 */
public final class OncePerJvm {

    private static final Map<String, Map<String, String>> FACTS = new ConcurrentHashMap<>();

    private OncePerJvm() {}

    /** What a running part tells of itself; starts it first when nobody did. */
    public static Map<String, String> facts(Class<? extends Supplier<Map<String, String>>> part) {
        try {
            Method start = ClassLoader.getSystemClassLoader()
                    .loadClass(OncePerJvm.class.getName())
                    .getDeclaredMethod("startedHere", String.class);
            start.setAccessible(true);
            @SuppressWarnings("unchecked")
            Map<String, String> facts = (Map<String, String>) start.invoke(null, part.getName());
            return facts;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("could not start " + part.getSimpleName(), e);
        }
    }

    @SuppressWarnings("UnusedMethod") // called by reflection, from another class loader
    private static Map<String, String> startedHere(String part) {
        return FACTS.computeIfAbsent(part, OncePerJvm::start);
    }

    private static Map<String, String> start(String part) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(OncePerJvm.class.getClassLoader());
        try {
            @SuppressWarnings("unchecked")
            Map<String, String> facts = (Map<String, String>) Class.forName(part)
                    .asSubclass(Supplier.class)
                    .getDeclaredConstructor()
                    .newInstance()
                    .get();
            return Map.copyOf(facts);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
