//! Places on the globe, and how long light takes between them.

use crate::model::error::ModelError;
use crate::units::Duration;

/// The mean radius of the Earth in km (IUGG).
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A round trip of light in fibre, in ms for each km: two ways at about 200 000 km/s, which is c over a refractive
/// index of 1.5. Rounded: silica is nearer to 1.47, and light in it 2 % faster.
pub const LIGHT_MS_PER_KM: f64 = 0.01;

/// A point on the globe, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    latitude: f64,
    longitude: f64,
}

impl Place {
    /// The point at these degrees.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] beyond the poles or half a turn.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, ModelError> {
        if !(-90.0..=90.0).contains(&latitude) {
            return Err(ModelError::range(
                "the latitude",
                latitude,
                "from -90 to 90 degrees",
            ));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err(ModelError::range(
                "the longitude",
                longitude,
                "from -180 to 180 degrees",
            ));
        }
        Ok(Self {
            latitude,
            longitude,
        })
    }

    /// Degrees north of the equator.
    pub(super) fn latitude(self) -> f64 {
        self.latitude
    }

    /// The great circle to another place in km, by the haversine formula (Sinnott 1984):
    /// `2R·asin √(sin²(Δφ/2) + cos φ₁·cos φ₂·sin²(Δλ/2))` with latitudes `φ`, longitudes `λ` and the mean radius `R`,
    /// on a sphere; the ellipsoid differs by less than 0.6 %. Flatters: no cable runs straight.
    #[must_use]
    pub fn distance_km(self, other: Self) -> f64 {
        let [a, b] = [self.latitude, other.latitude].map(f64::to_radians);
        let (dlat, dlon) = (b - a, (other.longitude - self.longitude).to_radians());
        let half_chord =
            (dlat / 2.0).sin().powi(2) + a.cos() * b.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * EARTH_RADIUS_KM * half_chord.clamp(0.0, 1.0).sqrt().asin()
    }
}

/// The least round trip over a straight fibre of this length in km, `2 · km · n/c` with refractive index `n`: 0.01 ms
/// for each km (Singla et al. 2014, on the Internet against light). No design over fibre is faster by more than the
/// rounding of `n`, but cables are 1.5 to 2.5 times as long: what this floor lets pass may still be out of reach. Radio
/// links and hollow fibre can go below it, by a third.
#[must_use]
pub fn light_round_trip(distance_km: f64) -> Duration {
    Duration::from_millis_f64(distance_km * LIGHT_MS_PER_KM).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_distances() {
        let [london, new_york, sydney] = [(51.5, -0.13), (40.71, -74.0), (-33.87, 151.21)]
            .map(|(lat, lon)| Place::new(lat, lon).unwrap());
        let cases = [
            (london, new_york, 5570.0),
            (london, sydney, 16_990.0),
            (london, london, 0.0),
        ];
        for (a, b, km) in cases {
            assert!(
                (a.distance_km(b) - km).abs() < 20.0,
                "{} km",
                a.distance_km(b)
            );
            assert!((a.distance_km(b) - b.distance_km(a)).abs() < 1e-9);
        }
        assert_eq!(
            light_round_trip(london.distance_km(new_york)).rounded(2),
            "56ms"
        );
        assert!(Place::new(91.0, 0.0).is_err() && Place::new(0.0, f64::NAN).is_err());
        let antipodes = Place::new(0.0, 0.0)
            .unwrap()
            .distance_km(Place::new(0.0, 180.0).unwrap());
        assert!((antipodes - std::f64::consts::PI * EARTH_RADIUS_KM).abs() < 1e-6);
    }

    proptest! {
        /// Law: the great circle is the angle between two directions in space, and no way round is shorter.
        #[test]
        fn matches_the_angle_between_directions(points in prop::array::uniform3((-90.0_f64..=90.0, -180.0_f64..=180.0))) {
            let [a, b, c] = points.map(|(lat, lon)| Place::new(lat, lon).unwrap());
            let direction = |(lat, lon): (f64, f64)| {
                let (lat, lon) = (lat.to_radians(), lon.to_radians());
                [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
            };
            let [u, v] = [points[0], points[1]].map(direction);
            let dot: f64 = u.iter().zip(v).map(|(a, b)| a * b).sum();
            let cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
            let angle = cross.iter().map(|part| part * part).sum::<f64>().sqrt().atan2(dot);
            prop_assert!((a.distance_km(b) - angle * EARTH_RADIUS_KM).abs() < 1e-3);
            prop_assert!(a.distance_km(c) <= a.distance_km(b) + b.distance_km(c) + 1e-6);
            prop_assert!(light_round_trip(a.distance_km(c)) <= light_round_trip(a.distance_km(b)).saturating_add(light_round_trip(b.distance_km(c))).saturating_add(Duration::from_nanos(2)));
        }
    }
}
