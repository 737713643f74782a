package dev.gleaner.local.estate.kind;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The resources of an estate by kind. */
public final class ResourcesByKind {

    private static final ResourcesByKind NONE = new ResourcesByKind(new LinkedHashMap<>());

    private final Map<EstateKind<?>, ResourceList<?>> byKind;

    private ResourcesByKind(Map<EstateKind<?>, ResourceList<?>> byKind) {
        this.byKind = byKind;
    }

    /** No resources. */
    public static ResourcesByKind none() {
        return NONE;
    }

    /** These with other resources of one kind. */
    public <R extends EstateResource> ResourcesByKind with(EstateKind<R> kind, List<R> resources) {
        Map<EstateKind<?>, ResourceList<?>> changed = new HashMap<>(byKind);
        changed.put(kind, ResourceList.of(kind, resources));
        return new ResourcesByKind(changed);
    }

    /** Those of a kind, in the order of the estate. */
    public <R extends EstateResource> List<R> all(EstateKind<R> kind) {
        return of(kind).resources();
    }

    /** That of a name; the first, should there be several. */
    public <R extends EstateResource> Optional<R> find(EstateKind<R> kind, String name) {
        return owner(kind, name).filter(resource -> resource.name().equals(name));
    }

    /** That of a name, or the one of which the name is a part: the VPC of a NAT gateway. */
    public <R extends EstateResource> Optional<R> owner(EstateKind<R> kind, String name) {
        return Optional.ofNullable(of(kind).byName().get(name));
    }

    /** All of them, by kind. */
    public Stream<EstateResource> stream() {
        return KindRegistry.all().stream().flatMap(kind -> all(kind).stream());
    }

    /** The lists by the names that a file has for them, those without a resource too. */
    public Map<String, List<? extends EstateResource>> byProperty() {
        Map<String, List<? extends EstateResource>> lists = new LinkedHashMap<>();
        KindRegistry.all().forEach(kind -> lists.put(kind.property(), all(kind)));
        return lists;
    }

    /** These with the logical names as tags {@code Name}. */
    public ResourcesByKind withNameTags() {
        ResourcesByKind tagged = this;
        for (EstateKind<?> kind : KindRegistry.all()) {
            tagged = tagged.withNameTags(kind);
        }
        return tagged;
    }

    private <R extends EstateResource> ResourcesByKind withNameTags(EstateKind<R> kind) {
        return with(kind, all(kind).stream().map(kind::withNameTag).toList());
    }

    /** What {@link #with} put under a kind has its type. */
    @SuppressWarnings("unchecked")
    private <R extends EstateResource> ResourceList<R> of(EstateKind<R> kind) {
        ResourceList<?> found = byKind.get(kind);
        return found == null ? new ResourceList<>(List.of(), Map.of()) : (ResourceList<R>) found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourcesByKind resources
                && resources.byProperty().equals(byProperty());
    }

    @Override
    public int hashCode() {
        return byProperty().hashCode();
    }

    @Override
    public String toString() {
        return byProperty().toString();
    }

    /** Collects the resources of an estate. */
    public static final class Builder {

        private final Map<EstateKind<?>, List<EstateResource>> added = new HashMap<>();

        /** Adds a resource behind those of its kind. */
        public <R extends EstateResource> void add(EstateKind<R> kind, R resource) {
            added.computeIfAbsent(kind, any -> new ArrayList<>()).add(resource);
        }

        /** Those of a kind that were added so far. */
        public <R extends EstateResource> Stream<R> all(EstateKind<R> kind) {
            return added.getOrDefault(kind, List.of()).stream().map(kind.type()::cast);
        }

        /** The resources that were added. */
        public ResourcesByKind build() {
            ResourcesByKind resources = none();
            for (EstateKind<?> kind : KindRegistry.all()) {
                resources = with(resources, kind);
            }
            return resources;
        }

        private <R extends EstateResource> ResourcesByKind with(ResourcesByKind resources, EstateKind<R> kind) {
            return resources.with(kind, all(kind).toList());
        }
    }

    private record ResourceList<R extends EstateResource>(List<R> resources, Map<String, R> byName) {

        static <R extends EstateResource> ResourceList<R> of(EstateKind<R> kind, List<R> resources) {
            Map<String, R> byName = new HashMap<>();
            resources.forEach(resource -> byName.putIfAbsent(resource.name(), resource));
            resources.forEach(resource -> kind.names(resource).forEach(name -> byName.putIfAbsent(name, resource)));
            return new ResourceList<>(List.copyOf(resources), Collections.unmodifiableMap(byName));
        }
    }
}
