package dev.gleaner.service.aws;

import java.util.List;
import java.util.ServiceLoader;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Interceptors that lie on the class path beside us: with one of theirs, tests write down what is called. The SDK's own way
 * to find some asks the thread's class loader, which in tests is often not the one that the SDK came by.
 */
public final class ClasspathInterceptors {

    private ClasspathInterceptors() {}

    /** All of them, for a client that is made; none in production. */
    public static List<ExecutionInterceptor> load() {
        return ServiceLoader.load(ExecutionInterceptor.class, ClasspathInterceptors.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
