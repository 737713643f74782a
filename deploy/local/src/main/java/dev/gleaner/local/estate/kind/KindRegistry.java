package dev.gleaner.local.estate.kind;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The kinds of resources of an estate, in the order in which they are validated, built and listed. */
public final class KindRegistry {

    private static final List<EstateKind<?>> KINDS = new ArrayList<>();

    public static final EstateKind<EstateInstance> INSTANCES = kind(new EstateInstanceKind());
    public static final EstateKind<EstateBucket> BUCKETS = kind(new EstateBucketKind());
    public static final EstateKind<EstateVpc> VPCS = kind(new EstateVpcKind());
    public static final EstateKind<EstateVolume> VOLUMES = kind(new EstateVolumeKind());
    public static final EstateKind<EstateAddress> ADDRESSES = kind(new EstateAddressKind());
    public static final EstateKind<EstateEbsSnapshot> SNAPSHOTS = kind(new EstateEbsSnapshotKind());
    public static final EstateKind<EstateLogGroup> LOG_GROUPS = kind(new EstateLogGroupKind());
    public static final EstateKind<EstateContainerRepository> CONTAINER_REPOSITORIES =
            kind(new EstateContainerRepository.Kind());
    public static final EstateKind<EstateInferenceEndpoint> INFERENCE_ENDPOINTS =
            kind(new EstateInferenceEndpointKind());
    public static final EstateKind<EstateInferenceProfile> INFERENCE_PROFILES = kind(new EstateInferenceProfileKind());
    public static final EstateKind<EstateNotebook> NOTEBOOKS = kind(new EstateNotebook.Kind());

    private KindRegistry() {}

    /** All kinds. */
    public static List<EstateKind<?>> all() {
        return Collections.unmodifiableList(KINDS);
    }

    private static <R extends EstateResource> EstateKind<R> kind(EstateKind<R> kind) {
        KINDS.add(kind);
        return kind;
    }
}
