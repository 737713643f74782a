package dev.gleaner.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Skips a test or class, with a message, where there is no {@link AwsStandIn}: before Quarkus starts anything. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(AwsStandInCondition.class)
public @interface NeedsAwsStandIn {}
