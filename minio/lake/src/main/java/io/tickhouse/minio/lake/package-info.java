/** How an Iceberg catalog is opened; the same for what writes the lake and for what reads it. */
package io.tickhouse.minio.lake;
