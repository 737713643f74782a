package dev.gleaner.test.process;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Starts a server once per JVM, in whichever class loader its user was loaded. Quarkus loads the test code again for
 * each application and discards the class loader afterwards. Therefore a server that outlives an application runs in
 * the system class loader, and only JDK types cross between the two.
 */
public final class OncePerJvm {

    private static final Map<String, Map<String, String>> FACTS = new ConcurrentHashMap<>();

    private OncePerJvm() {}

    /** The properties of a running server; starts it at the first call. */
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
