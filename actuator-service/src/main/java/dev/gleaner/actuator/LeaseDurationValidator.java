package dev.gleaner.actuator;

import dev.gleaner.actuator.aws.ActuatorAwsConfig;
import dev.gleaner.actuator.execution.ExecutionConfig;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.Interceptor;
import java.time.Duration;

/**
 * Keeps the service from starting where a lease is over before a call of AWS may be: no call is made that might outlast its
 * lease, so none ever would be. It is evaluated before workers, channels and ports start, and Quarkus ends with its sentence alone.
 */
@Startup(LeaseDurationValidator.FIRST)
@ApplicationScoped
class LeaseDurationValidator {

    /** Before the scheduler, whose priority is that of the platform. */
    static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE - 1;

    LeaseDurationValidator(ExecutionConfig execution, ActuatorAwsConfig aws) {
        require(execution.lease(), aws.callTimeout());
    }

    /** Throws {@link ConfigurationException}, with both keys, unless a call fits into a lease. */
    static void require(Duration lease, Duration callTimeout) {
        if (lease.compareTo(callTimeout) <= 0) {
            throw new ConfigurationException("actuator.execution.lease=" + lease
                    + " has to be longer than actuator.aws.call-timeout=" + callTimeout
                    + ": a call is made only if it ends within the lease, so no action would ever be carried out");
        }
    }
}
