package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of targets that the actuator can describe and change. */
public final class TargetRegistry {

    /** All of them. */
    public static final List<TargetType<?, ?>> ALL = List.of(
            Ec2Instance.TYPE,
            S3Bucket.TYPE,
            VpcNetwork.TYPE,
            EbsVolume.TYPE,
            EbsSnapshot.TYPE,
            NatGateway.TYPE,
            ElasticIp.TYPE,
            CapacityReservation.TYPE,
            LogGroup.TYPE,
            ContainerRepository.TYPE,
            ScalingGroup.TYPE,
            InferenceEndpoint.TYPE,
            NotebookInstance.TYPE);

    private static final Map<ResourceKind, TargetType<?, ?>> BY_KIND =
            ALL.stream().collect(Collectors.toMap(TargetType::kind, Function.identity()));

    private static final Map<Class<?>, TargetType<?, ?>> BY_SNAPSHOT =
            ALL.stream().collect(Collectors.toMap(TargetType::snapshot, Function.identity()));

    private TargetRegistry() {}

    /** The type of a target; empty when the actuator cannot describe it. */
    public static Optional<TargetType<?, ?>> find(Arn target) {
        return ResourceKind.of(target)
                .flatMap(kind -> Optional.<TargetType<?, ?>>ofNullable(BY_KIND.get(kind)))
                .filter(type -> type.hasParts() || type.kind().includes(target));
    }

    /** The kind of a target; empty when the actuator cannot describe it. */
    public static Optional<ResourceKind> findKind(Arn target) {
        return find(target).map(TargetType::kind);
    }

    /**
     * The type of targets of this kind.
     *
     * @throws IllegalArgumentException if the actuator cannot describe them
     */
    static TargetType<?, ?> get(ResourceKind kind) {
        TargetType<?, ?> type = BY_KIND.get(kind);
        if (type == null) {
            throw new IllegalArgumentException("there is no way to describe a target of kind " + kind);
        }
        return type;
    }

    /**
     * The type of targets that are planned by this class.
     *
     * @throws IllegalArgumentException if there are none
     */
    static TargetType<?, ?> get(Class<? extends ResourceSnapshot> snapshot) {
        TargetType<?, ?> type = BY_SNAPSHOT.get(snapshot);
        if (type == null) {
            throw new IllegalArgumentException(snapshot + " is of no registered kind of target");
        }
        return type;
    }

    /** Names of the kinds in stored JSON, by the registered types. */
    private abstract static class StoredNames extends TypeIdResolverBase {

        private final Map<String, Class<?>> types = new HashMap<>();
        private final Map<Class<?>, String> names = new HashMap<>();

        StoredNames(Function<TargetType<?, ?>, Class<?>> stored) {
            ALL.forEach(type -> add(type.storedName(), stored.apply(type)));
        }

        final void add(String name, Class<?> type) {
            types.put(name, type);
            names.put(type, name);
        }

        @Override
        public String idFromValue(Object value) {
            return idFromValueAndType(value, value.getClass());
        }

        @Override
        public String idFromValueAndType(@Nullable Object value, Class<?> type) {
            String name = names.get(type);
            if (name == null) {
                throw new IllegalArgumentException(type + " is of no registered kind of target");
            }
            return name;
        }

        /** Null for an unknown name, which is then read as the default of the annotated type, as Jackson's own names are. */
        @Override
        public @Nullable JavaType typeFromId(DatabindContext context, String id) {
            Class<?> type = types.get(id);
            return type == null ? null : context.constructType(type);
        }

        @Override
        public JsonTypeInfo.Id getMechanism() {
            return JsonTypeInfo.Id.CUSTOM;
        }
    }

    /** Of what is planned. */
    static final class SnapshotNames extends StoredNames {

        SnapshotNames() {
            super(TargetType::snapshot);
            add("denied", ResourceSnapshot.NotFound.class);
        }
    }

    /** Of what is observed. */
    static final class ObservationNames extends StoredNames {

        ObservationNames() {
            super(TargetType::observation);
        }
    }
}
