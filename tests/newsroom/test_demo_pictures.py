from unittest import TestCase

from newsroom.demo.pictures import LIGHTS, SCENES, SITTERS, draw_portrait, draw_scene

SMALL = (150, 100)


class SceneTests(TestCase):
    def test_every_scene_draws_in_every_light(self):
        for scene in SCENES:
            for light in LIGHTS:
                with self.subTest(scene=scene, light=light):
                    image = draw_scene(scene, light, 1, SMALL)
                    self.assertEqual((image.size, image.mode), (SMALL, "RGB"))
                    self.assertGreater(len(image.getcolors(SMALL[0] * SMALL[1])), 500)

    def test_the_scenes_and_lights_of_the_story_files_are_known(self):
        outdoors = "quay skyline marsh sea fields street bridge lighthouse market turbines factory rain ferry trees"
        self.assertEqual(set(SCENES), {*outdoors.split(), "stage", "shelves", "classroom", "kitchen"})
        self.assertEqual(set(LIGHTS), {"dawn", "day", "dusk", "night", "fog"})

    def test_the_same_arguments_give_the_same_picture(self):
        first, again = (draw_scene("quay", "dusk", 3, SMALL).tobytes() for _ in range(2))
        self.assertEqual(first, again)

    def test_seed_and_light_change_the_picture(self):
        ways = [("dusk", 1), ("dusk", 2), ("day", 1)]
        self.assertEqual(len({draw_scene("sea", light, seed, SMALL).tobytes() for light, seed in ways}), 3)

    def test_night_is_darker_than_day(self):
        def brightness(light):
            return sum(draw_scene("skyline", light, 1, SMALL).convert("L").tobytes())

        self.assertLess(brightness("night"), brightness("day") / 2)

    def test_any_shape_of_picture_is_filled(self):
        for size in ((1600, 1067), (90, 160), (200, 60), (101, 67)):
            with self.subTest(size=size):
                self.assertEqual(draw_scene("bridge", "day", 2, size).size, size)

    def test_an_unknown_scene_or_light_is_refused_with_the_known_ones(self):
        with self.assertRaisesRegex(ValueError, "No scene is called “moon”. Known: quay, skyline"):
            draw_scene("moon", "day", 1, SMALL)
        with self.assertRaisesRegex(ValueError, "No light is called “noon”. Known: dawn, day"):
            draw_scene("quay", "noon", 1, SMALL)


class PortraitTests(TestCase):
    def test_the_sitters_differ(self):
        portraits = {draw_portrait(seed, (80, 80)).tobytes() for seed in range(1, len(SITTERS) + 1)}
        self.assertEqual(len(portraits), 8)

    def test_the_same_seed_gives_the_same_portrait(self):
        self.assertEqual(draw_portrait(5, (80, 80)).tobytes(), draw_portrait(5, (80, 80)).tobytes())

    def test_a_portrait_has_the_size_asked_for(self):
        self.assertEqual(draw_portrait(0).size, (800, 800))
        self.assertEqual(draw_portrait(11, (60, 90)).size, (60, 90))
