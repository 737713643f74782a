package dev.gleaner.test.arch;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The roles that may call the REST routes of a service, read from its classes. Annotations are found by name, so the
 * module needs no dependency on them.
 */
public final class RestRouteRoles {

    private static final String ROLES_ALLOWED = "jakarta.annotation.security.RolesAllowed";
    private static final String PERMIT_ALL = "jakarta.annotation.security.PermitAll";
    private static final Set<String> VERBS = Set.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");

    private RestRouteRoles() {}

    /**
     * The routes of a package and its subpackages, {@code VERB Class.method}, each with its roles; no roles for a
     * public route.
     */
    public static Map<String, Set<String>> below(String packageName) {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(packageName);
        Map<String, Set<String>> routes = new TreeMap<>();
        classes.stream()
                .flatMap(type -> type.getMethods().stream())
                .forEach(method -> verb(method).ifPresent(verb -> routes.put(name(verb, method), roles(method))));
        return routes;
    }

    private static Optional<String> verb(JavaMethod method) {
        return VERBS.stream()
                .filter(verb -> method.isAnnotatedWith("jakarta.ws.rs." + verb))
                .findFirst();
    }

    private static String name(String verb, JavaMethod method) {
        return verb + " " + method.getOwner().getSimpleName() + "." + method.getName();
    }

    /** The annotation of the method takes precedence over that of its class. */
    private static Set<String> roles(JavaMethod method) {
        if (method.isAnnotatedWith(ROLES_ALLOWED)) {
            return roles(method.getAnnotationOfType(ROLES_ALLOWED));
        }
        boolean opened = method.isAnnotatedWith(PERMIT_ALL);
        return !opened && method.getOwner().isAnnotatedWith(ROLES_ALLOWED)
                ? roles(method.getOwner().getAnnotationOfType(ROLES_ALLOWED))
                : Set.of();
    }

    private static Set<String> roles(JavaAnnotation<?> allowed) {
        return Arrays.stream((Object[]) allowed.get("value").orElseThrow())
                .map(Object::toString)
                .collect(Collectors.toUnmodifiableSet());
    }
}
