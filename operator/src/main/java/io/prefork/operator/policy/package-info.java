/** Which policy applies to a pod, and what it tells that pod. Pure: values in, values out. */
package io.prefork.operator.policy;
